"""The settlement bank (结算银行): files in and out, payments on their way, and its balance against
the sub-ledgers (出入金).
"""
