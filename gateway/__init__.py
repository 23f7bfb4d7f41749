"""The gateway listens: sessions, the wire, members' and operators' programs, and the front door for
people.
"""
