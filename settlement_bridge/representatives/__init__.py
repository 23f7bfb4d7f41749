"""Representatives (授权代表): who may act for an entity, with which rights, and what needs a second
one's approval.
"""
