"""How well invoice review goes: four questions, answered from what was decided, with the reviews that show it."""
