"""The door for every language: a Pulumi package, served to the engine over gRPC."""
