"""Robots, forgers and a crowd: what must never decide anything, however hard it tries. `make robots` sends them all."""
