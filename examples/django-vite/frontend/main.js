import "./style.css";

document.querySelector("#tide").textContent = "High tide at noon";
