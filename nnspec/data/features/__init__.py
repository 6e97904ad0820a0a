"""What columns are for, and what preprocessing makes of them."""
