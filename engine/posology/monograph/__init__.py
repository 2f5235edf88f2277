"""The rules of a drug as a pharmacist reads them: figure by figure, beside what the cited sources state."""
