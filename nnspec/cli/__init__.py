"""The command line: a file a verb. The only code that prints, and that knows Typer and Rich."""
