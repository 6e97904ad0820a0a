"""Do callbacks, optimizers and settings do what their author expects?"""
