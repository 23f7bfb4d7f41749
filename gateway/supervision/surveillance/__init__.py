"""Surveillance (异常交易监控): rules over the event stream that find trading to be looked at,
and the cases that staff make of it.
"""
