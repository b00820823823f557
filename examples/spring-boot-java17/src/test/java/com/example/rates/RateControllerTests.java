package com.example.rates;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;

@WebMvcTest(RateController.class)
class RateControllerTests {

    @Autowired
    private MockMvc mvc;

    @Test
    void quotesTheCheapestRate() throws Exception {
        mvc.perform(get("/rate").param("grams", "250"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.rate").value("LARGE_LETTER"));
    }

    @Test
    void refusesWhatIsTooHeavy() throws Exception {
        mvc.perform(get("/rate").param("grams", "50000"))
                .andExpect(status().isUnprocessableEntity());
    }
}
