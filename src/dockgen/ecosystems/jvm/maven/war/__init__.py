"""Wars, and the servlet container that serves them."""
