"""Stands for the migrations of wagtailadmin."""
