rootProject.name = "parcels"

include("app", "pricing", "tools")
