"""What the YAML parser complains of, in plain words and with the place where it began."""

import yaml

_EXPLAINED = (
    (
        "mapping values are not allowed",
        "a colon where no key may stand",
        "check the indentation and the colon of the line above, and put text with a colon into quotes",
    ),
    ("could not find expected ':'", "a key without its colon", "write a colon and a space after the key"),
    ("found unexpected end of stream", "a quote that is never closed", "close it"),
    ("unexpected document indicator", "a quote that is never closed", "close it"),
    (
        "did not find expected ',' or '}'",
        "a comma or } is missing",
        "close the bracket of line {line}, or put in the comma",
    ),
    (
        "did not find expected ',' or ']'",
        "a comma or ] is missing",
        "close the bracket of line {line}, or put in the comma",
    ),
    (
        "did not find expected node content",
        "nothing stands where a value belongs",
        "write the value, or take the comma or bracket out",
    ),
    (
        "did not find expected key",
        "this does not go on with what stands above it",
        "begin it below the first letter of the key it belongs with, and check quotes",
    ),
    (
        "did not find expected '-' indicator",
        "this does not go on with the list above it",
        "begin each item with a hyphen, all in the same column",
    ),
    (
        "did not find expected <document start>",
        "something stands after the end of the document",
        "check brackets and indentation; between two documents write a line of ---",
    ),
    (
        "block sequence entries are not allowed",
        "a list may not begin here",
        "begin it on a line of its own, below its key",
    ),
    ("found character that cannot start any token", "text may not begin with this", "put the text into quotes"),
    (
        "escape c",
        "a backslash with something that it cannot stand before",
        "write two backslashes for one, or put the text into single quotes",
    ),
    ("expected alphabetic or numeric character", "a * or & without a name", "put the text into quotes"),
)


def explained(error: yaml.MarkedYAMLError, length: int, first_line: int) -> tuple[yaml.Mark | None, str, str]:
    """Where the error belongs in a text of that `length`, what is wrong, and what would be right."""
    began = error.context_mark or error.problem_mark
    line = first_line + began.line if began is not None else first_line
    problem = error.problem or "this is not YAML"
    at = error.problem_mark or error.context_mark
    if at is not None and error.context_mark is not None and (at.index >= length or _began_earlier(problem)):
        at = error.context_mark
    for known, message, hint in _EXPLAINED:
        if known in problem:
            return at, message, hint.format(line=line)
    return at, problem, "check brackets, quotes and indentation"


def _began_earlier(problem: str) -> bool:
    return "expected ':'" in problem or "document indicator" in problem
