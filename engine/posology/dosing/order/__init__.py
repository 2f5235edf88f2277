"""An order held against everything that is known."""
