"""What Maven knows of frameworks: Spring Boot, Quarkus, Dropwizard and their like."""
