"""The four questions, a file each: what a healthy process would answer, in business words, and how it is measured."""
