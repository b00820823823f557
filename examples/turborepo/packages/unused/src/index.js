module.exports = "not part of the image of @kiosk/api";
