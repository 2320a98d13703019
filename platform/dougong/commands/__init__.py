"""The command line: `manage.py demo`, `work`, `check_modules`, `install_module`, `try_schema` ..."""
