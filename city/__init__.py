"""The synthetic city: people, things and bodies for one to try Liandong with, at any size, from a seed.

Nobody in it exists: see `city.people` for how that is made sure of.
"""
