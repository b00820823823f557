const round = (value) => Math.round(value * 10) / 10

export const toCelsius = (fahrenheit) => round(((fahrenheit - 32) * 5) / 9)

export const toFahrenheit = (celsius) => round((celsius * 9) / 5 + 32)
