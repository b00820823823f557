<%@ page contentType="text/html; charset=UTF-8" %>
<!doctype html>
<html lang="en">
  <head><title>Tides</title></head>
  <body>
    <h1>Tides</h1>
    <p>Harbours: <a href="${pageContext.request.contextPath}/tides/brest">Brest</a>,
      <a href="${pageContext.request.contextPath}/tides/dover">Dover</a>.</p>
    <p>Three and four make ${3 + 4}.</p>
  </body>
</html>
