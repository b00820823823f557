window.APP_CONFIG = { APP_GREETING: "Hello from a developer machine" };
