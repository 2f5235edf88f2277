"""The command line: options are parsed, one thing is called, reporters print."""
