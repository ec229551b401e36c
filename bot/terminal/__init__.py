"""What the operator types: one module a subcommand of `nonet`."""
