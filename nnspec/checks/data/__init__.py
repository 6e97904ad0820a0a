"""Does the spec fit its columns and rows?"""
