"""The door for every language: a Pulumi package, served to the engine over gRPC."""

RESOURCE_TYPE = "northflank:index:AddonBackupSchedule"
"""The resource's type token; it is in every user's state and must never change."""
