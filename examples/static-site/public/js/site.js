const today = new Date().getDay()

document
  .querySelectorAll(`tr[data-day="${today}"]`)
  .forEach((row) => row.classList.add('today'))
