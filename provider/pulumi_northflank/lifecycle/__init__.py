"""What check, diff, create, read and delete do, without Pulumi's classes."""
