"""Delivery defaults (交收违约): trades set aside at delivery, topped up, covered by the reserve or
cancelled; recourse.
"""
