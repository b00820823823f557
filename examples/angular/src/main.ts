import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { App } from "./app/app";
import { Chart } from "./app/chart";

bootstrapApplication(App, {
  providers: [provideRouter([{ path: "**", component: Chart }])],
}).catch((problem) => console.error(problem));
