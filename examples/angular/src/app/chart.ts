import { Component } from "@angular/core";

@Component({
  selector: "app-chart",
  template: "@for (star of stars; track star) {<p>{{ star }}</p>}",
})
export class Chart {
  readonly stars = ["Vega", "Deneb", "Altair"];
}
