import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import App from "./App.vue";
import List from "./pages/List.vue";

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: List },
    { path: "/about", component: () => import("./pages/About.vue") },
  ],
});

createApp(App).use(router).mount("#app");
