const capitalize = require("lodash.capitalize");

exports.greet = (name) => `Dear ${capitalize(name)},`;
