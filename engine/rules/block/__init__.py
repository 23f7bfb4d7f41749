"""Block agreement (大宗协议): the desk where members negotiate deals of 100,000 t and more."""
