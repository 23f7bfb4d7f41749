"""The trading day by the clock and the calendar, Asia/Shanghai."""
