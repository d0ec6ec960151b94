"""More than a year of five customers' billing: what the sandbox vendor serves, and what was planted in it on purpose.

A customer's periods are counted from the last one: 0 is the one that ends in the last month, -1 the one before.
"""
