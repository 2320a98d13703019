"""Stands for the migrations of wagtailcore."""
