package com.example.loaves

import groovy.transform.CompileStatic

@CompileStatic
class Loaves {

    private static final Map<String, String> LOAVES = [
        rye: 'raised with sourdough for a day',
        ciabatta: 'wet dough with olive oil',
    ]

    static String named(String name) {
        LOAVES[name]
    }
}
