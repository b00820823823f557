from dockgen.facts import no
SHAPES={};BASES={}
def detect(project, overrides): return no("no pom.xml")
