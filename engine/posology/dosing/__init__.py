"""Firings to a plan: strictest wins, titration, taper, order check, what can be dispensed."""
