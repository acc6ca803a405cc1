"""The Pulumi package `northflank`, as a language host for Python starts it from this folder."""

from pulumi_northflank.package.__main__ import main

main()
