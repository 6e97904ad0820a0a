"""Do layers, losses and metrics fit one another?"""
