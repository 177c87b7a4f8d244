"""What was tried once and is told in ABLATIONS.md; nothing that is shipped needs it."""
