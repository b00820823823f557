package com.example.tides;

import com.google.gson.Gson;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Answers with the spring tide of a harbour. */
@WebServlet("/tides/*")
public class TideServlet extends HttpServlet {

    private static final Map<String, Tide> HARBOURS = Map.of(
            "brest", Tide.springTide("Brest", 2.04, 0.75),
            "dover", Tide.springTide("Dover", 2.23, 0.71));

    private final Gson gson = new Gson();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        Tide tide = path == null ? null : HARBOURS.get(path.substring(1));
        if (tide == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        gson.toJson(tide, response.getWriter());
    }
}
