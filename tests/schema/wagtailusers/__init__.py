"""Stands for the migrations of wagtailusers."""
