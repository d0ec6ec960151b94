"""What the checks notice in the sandbox's year, held against what was planted in it (`make findings-report`)."""
