"""What the reader sees of a result. Only reporters know how it looks."""

from posology_cli.reporters.json_lines import report_json
from posology_cli.reporters.text import report_text

REPORTER_BY_NAME = {"text": report_text, "json": report_json}
