/// Pickles that real libraries wrote, as Base64: CPython 3.11.7 with numpy 2.4.6, in protocol 4 unless it is named.
extension RealPickles {
    static let libraries: [(what: String, base64: String)] = [
        (
            "a list of types, dill 0.4.1",
            """
            gASVUwAAAAAAAABdlCiMCmRpbGwuX2RpbGyUjApfbG9hZF90eXBllJOUjANpbnSUhZRSlGgDjAVmbG9hdJSFlFKUaAOMBGxpc3SU\
            hZRSlGgDjARkaWN0lIWUUpRlLg==
            """
        ),
        (
            "an array, dill 0.4.1",
            """
            gASV0wAAAAAAAACMCmRpbGwuX2RpbGyUjA1fY3JlYXRlX2FycmF5lJOUKIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNv\
            bnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlChLAUsFhZRoBowFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wB\
            PJROTk5K/////0r/////SwB0lGKJQygAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABBAlHSUTnSUUpQu
            """
        ),
        (
            "a slice, dill 0.4.1, protocol 2",
            """
            gAJjZGlsbC5fZGlsbApfbG9hZF90eXBlCnEAWAUAAABzbGljZXEBhXECUnEDSwFLAk6HcQRScQUu
            """
        ),
        (
            "a range, dill 0.4.1",
            """
            gASVLwAAAAAAAACMCmRpbGwuX2RpbGyUjApfZXZhbF9yZXBylJOUjAtyYW5nZSgwLCAzKZSFlFKULg==
            """
        ),
        (
            "types of built-in values, protocol 2",
            """
            gAJdcQAoY19fYnVpbHRpbl9fCmxvbmcKcQFjX19idWlsdGluX18KZmxvYXQKcQJjX19idWlsdGluX18KdW5pY29kZQpxA2NfX2J1\
            aWx0aW5fXwpsaXN0CnEEY19fYnVpbHRpbl9fCmRpY3QKcQVjX19idWlsdGluX18Kc2V0CnEGY19fYnVpbHRpbl9fCnR1cGxlCnEH\
            Y19fYnVpbHRpbl9fCmJ5dGVzCnEIY19fYnVpbHRpbl9fCm9iamVjdApxCWNfX2J1aWx0aW5fXwp0eXBlCnEKToVxC1JxDGNfX2J1\
            aWx0aW5fXwpib29sCnENY19fYnVpbHRpbl9fCmNvbXBsZXgKcQ5jX19idWlsdGluX18KYnl0ZWFycmF5CnEPY19fYnVpbHRpbl9f\
            CmZyb3plbnNldApxEGUu
            """
        ),
        (
            "an array of numbers",
            """
            gASVUgAAAAAAAACMBWFycmF5lIwUX2FycmF5X3JlY29uc3RydWN0b3KUk5QojAVhcnJheZSMBWFycmF5lJOUjAFklEsQQxAAAAAA\
            AADwPwAAAAAAAABAlHSUUpQu
            """
        ),
        (
            "a time zone, protocol 2",
            """
            gAJjX19idWlsdGluX18KZ2V0YXR0cgpxAGN6b25laW5mbwpab25lSW5mbwpxAVgJAAAAX3VucGlja2xlcQKGcQNScQRYAwAAAFVU\
            Q3EFSwGGcQZScQcu
            """
        ),
        (
            "a partial function",
            """
            gASVRAAAAAAAAACMCWZ1bmN0b29sc5SMB3BhcnRpYWyUk5SMCGJ1aWx0aW5zlIwDaW50lJOUhZRSlChoBSl9lIwEYmFzZZRLAnNO\
            dJRiLg==
            """
        ),
        (
            "a getter of items",
            """
            gASVIQAAAAAAAACMCG9wZXJhdG9ylIwKaXRlbWdldHRlcpSTlEsBhZRSlC4=
            """
        ),
        (
            "an array of objects with arrays, numpy, protocol 2",
            """
            gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5j\
            b2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwJLAYZxCmNudW1weQpkdHlwZQpxC1gCAAAATzhxDImI\
            h3ENUnEOKEsDWAEAAAB8cQ9OTk5K/////0r/////Sz90cRBiiV1xESh9cRJLAUsCc2gAaAFLAIVxE2gHh3EUUnEVKEsBSwOFcRZo\
            C1gCAAAAaThxF4mIh3EYUnEZKEsDWAEAAAA8cRpOTk5K/////0r/////SwB0cRtiiWgDWBgAAAAAAAAAAAAAAAEAAAAAAAAAAgAA\
            AAAAAABxHGgFhnEdUnEedHEfYmV0cSBiLg==
            """
        ),
        (
            "an array of records, numpy",
            """
            gASVBAEAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMCW51bXB5LnJlY5SMCHJlY2FycmF5\
            lJOUSwCFlEMBYpSHlFKUKEsBSwGFlIwFbnVtcHmUjAVkdHlwZZSTlGgLjAZyZWNvcmSUk5SJiIeUUpQoSwOMAXyUTowBYZSMAWKU\
            hpR9lChoE2gNjAJpNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwCGlGgUaA2MAmY4lImIh5RSlChLA2gaTk5OSv//\
            //9K/////0sAdJRiSwSGlHVLDEsBSxB0lGKJQwwBAAAAAAAAAAAAAECUdJRiLg==
            """
        ),
        (
            "a polynomial, numpy",
            """
            gASVXAEAAAAAAACMG251bXB5LnBvbHlub21pYWwucG9seW5vbWlhbJSMClBvbHlub21pYWyUk5QpgZR9lCiMBGNvZWaUjBZudW1w\
            eS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFLAoWU\
            aAmMBWR0eXBllJOUjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiiUMQAAAAAAAA8D8AAAAAAAAAQJR0lGKMB19z\
            eW1ib2yUjAF4lIwGZG9tYWlulGgIaAtLAIWUaA2HlFKUKEsBSwKFlGgViUMQAAAAAAAA8L8AAAAAAADwP5R0lGKMBndpbmRvd5Ro\
            CGgLSwCFlGgNh5RSlChLAUsChZRoFYlDEAAAAAAAAPC/AAAAAAAA8D+UdJRijAZzeW1ib2yUaBt1Yi4=
            """
        ),
        (
            "a sparse matrix, scipy 1.17.1",
            """
            gASV/AEAAAAAAACMEXNjaXB5LnNwYXJzZS5fY3NylIwKY3NyX21hdHJpeJSTlCmBlH2UKIwGX3NoYXBllEsFSwaGlIwIbWF4cHJp\
            bnSUSzKMB2luZGljZXOUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmU\
            k5RLAIWUQwFilIeUUpQoSwFLCYWUaAyMBWR0eXBllJOUjAJpNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiiUMkAgAA\
            AAQAAAAEAAAABQAAAAMAAAAAAAAAAgAAAAMAAAAEAAAAlHSUYowGaW5kcHRylGgLaA5LAIWUaBCHlFKUKEsBSwaFlGgYiUMYAAAA\
            AAIAAAAEAAAABQAAAAYAAAAJAAAAlHSUYowEZGF0YZRoC2gOSwCFlGgQh5RSlChLAUsJhZRoFYwCZjiUiYiHlFKUKEsDaBlOTk5K\
            /////0r/////SwB0lGKJQ0gugx+5kJDbP/Z/3/866eY/XjJ49NdC3T9E8kCBMLDpP/NRq0ktP+0/wIEnNsvBtz9i9jOLkOjoPx3b\
            yrhVDe4/KGyBp7SU4D+UdJRijBVfaGFzX2Nhbm9uaWNhbF9mb3JtYXSUiIwTX2hhc19zb3J0ZWRfaW5kaWNlc5SIdWIu
            """
        ),
        (
            "a curve, scipy",
            """
            gASVnQIAAAAAAACMHnNjaXB5LmludGVycG9sYXRlLl9pbnRlcnBvbGF0ZZSMCGludGVycDFklJOUKYGUfZQojAxib3VuZHNfZXJy\
            b3KUiIwEY29weZSIjARheGlzlEsAjAF5lIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmU\
            jAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwOFlGgMjAVkdHlwZZSTlIwCZjiUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9L\
            AHSUYolDGAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQJR0lGKMAl95lGgLaA5LAIWUaBCHlFKUKEsBSwNLAYaUaBiJQxgAAAAAAADw\
            PwAAAAAAAABAAAAAAAAACECUdJRijAF4lGgLaA5LAIWUaBCHlFKUKEsBSwOFlGgVjAJpOJSJiIeUUpQoSwNoGU5OTkr/////Sv//\
            //9LAHSUYolDGAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAJR0lGKMBV9raW5klIwGbGluZWFylIwFX2NhbGyUaACMGGludGVycDFk\
            Ll9jYWxsX2xpbmVhcl9ucJSTlIwRX2ZpbGxfdmFsdWVfYmVsb3eUaAtoDksAhZRoEIeUUpQoSwFLAYWUaBiJQwgAAAAAAAD4f5R0\
            lGKMEV9maWxsX3ZhbHVlX2Fib3ZllGg3jAxfZXh0cmFwb2xhdGWUiYwQX2ZpbGxfdmFsdWVfb3JpZ5RoC2gOSwCFlGgQh5RSlChL\
            ASloGIlDCAAAAAAAAPh/lHSUYnV9lCiMB195X2F4aXOUSwCMDl95X2V4dHJhX3NoYXBllCmMBWR0eXBllGgMjAdmbG9hdDY0lJOU\
            dYaUYi4=
            """
        ),
        (
            "a point in time, pandas 3.1.1",
            """
            gASVTAAAAAAAAACMHnBhbmRhcy5fbGlicy50c2xpYnMudGltZXN0YW1wc5SME191bnBpY2tsZV90aW1lc3RhbXCUk5QoigcAQPrB\
            CJsFTk5LCXSUUpQu
            """
        ),
        (
            "a categorical column, pandas",
            """
            gASVgQMAAAAAAACMBnBhbmRhc5SMBlNlcmllc5STlCmBlH2UKIwEX21ncpSMHnBhbmRhcy5jb3JlLmludGVybmFscy5tYW5hZ2Vy\
            c5SMElNpbmdsZUJsb2NrTWFuYWdlcpSTlCmBlChdlIwYcGFuZGFzLmNvcmUuaW5kZXhlcy5iYXNllIwKX25ld19JbmRleJSTlGgA\
            jApSYW5nZUluZGV4lJOUfZQojARuYW1llE6MBXN0YXJ0lEsAjARzdG9wlEsCjARzdGVwlEsBdYaUUpRhXZSME3BhbmRhcy5fbGli\
            cy5hcnJheXOUjBxfX3B5eF91bnBpY2tsZV9OREFycmF5QmFja2VklJOUaACMC0NhdGVnb3JpY2FslJOUSh8G8QROh5RSlGgAjBBD\
            YXRlZ29yaWNhbER0eXBllJOUKYGUfZQojApjYXRlZ29yaWVzlGgNaACMBUluZGV4lJOUfZQojARkYXRhlGgajA1wYW5kYXMuYXJy\
            YXlzlIwLU3RyaW5nQXJyYXmUk5RKHwbxBE6HlFKUaACMC1N0cmluZ0R0eXBllJOUjAZweXRob26UR3/4AAAAAAAAhpRSlIwWbnVt\
            cHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwKF\
            lGg1jAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LP3SUYoldlCiMAXCUjAFxlGV0lGKGlGJoEU51hpRS\
            lIwHb3JkZXJlZJSJdWJoNGg3SwCFlGg5h5RSlChLAUsChZRoPowCaTGUiYiHlFKUKEsDaEJOTk5K/////0r/////SwB0lGKJQwIA\
            AZR0lGKGlGJhXZRoDWgPfZQoaBFOaBJLAGgTSwJoFEsBdYaUUpRhfZSMBjAuMTQuMZR9lCiMBGF4ZXOUaAqMBmJsb2Nrc5RdlH2U\
            KIwGdmFsdWVzlGgejAhtZ3JfbG9jc5SMCGJ1aWx0aW5zlIwFc2xpY2WUk5RLAEsCSwGHlFKUdWF1c3SUYowEX3R5cJSMBnNlcmll\
            c5SMCV9tZXRhZGF0YZRdlIwFX25hbWWUYYwFYXR0cnOUfZSMBl9mbGFnc5R9lIwXYWxsb3dzX2R1cGxpY2F0ZV9sYWJlbHOUiHNo\
            bowBZZR1Yi4=
            """
        ),
        (
            "points in time of a zone, pandas",
            """
            gASVOQIAAAAAAACMHXBhbmRhcy5jb3JlLmluZGV4ZXMuZGF0ZXRpbWVzlIwSX25ld19EYXRldGltZUluZGV4lJOUjAZwYW5kYXOU\
            jA1EYXRldGltZUluZGV4lJOUfZQojARkYXRhlIwTcGFuZGFzLl9saWJzLmFycmF5c5SMHF9fcHl4X3VucGlja2xlX05EQXJyYXlC\
            YWNrZWSUk5SMDXBhbmRhcy5hcnJheXOUjA1EYXRldGltZUFycmF5lJOUSh8G8QROh5RSlGgDjA9EYXRldGltZVRaRHR5cGWUk5Qp\
            gZR9lCiMBHVuaXSUjAJ1c5SMAnR6lIwIYnVpbHRpbnOUjAdnZXRhdHRylJOUjAh6b25laW5mb5SMCFpvbmVJbmZvlJOUjAlfdW5w\
            aWNrbGWUhpRSlIwNRXVyb3BlL0JlcmxpbpRLAYaUUpR1YowWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJST\
            lIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwOFlGgmjAVkdHlwZZSTlIwCTTiUiYiHlFKUKEsEjAE8lE5OTkr/\
            ////Sv////9LAE4oQwJ1c5RLAUsBSwF0lIaUdJRiiUMYAJxm6webBQAA/D0JHJsFAABcFScwmwUAlHSUYoaUYowEbmFtZZROjARm\
            cmVxlIwbcGFuZGFzLl9saWJzLnRzbGlicy5vZmZzZXRzlIwDRGF5lJOUSwGJhpRSlHWGlFKULg==
            """
        ),
        (
            "a transformer of a function, scikit-learn 1.9.1",
            """
            gASV8AAAAAAAAACMK3NrbGVhcm4ucHJlcHJvY2Vzc2luZy5fZnVuY3Rpb25fdHJhbnNmb3JtZXKUjBNGdW5jdGlvblRyYW5zZm9y\
            bWVylJOUKYGUfZQojARmdW5jlIwFbnVtcHmUjAVsb2cxcJSTlIwMaW52ZXJzZV9mdW5jlE6MCHZhbGlkYXRllImMDWFjY2VwdF9z\
            cGFyc2WUiYwNY2hlY2tfaW52ZXJzZZSIjBFmZWF0dXJlX25hbWVzX291dJROjAdrd19hcmdzlE6MC2ludl9rd19hcmdzlE6MEF9z\
            a2xlYXJuX3ZlcnNpb26UjAUxLjkuMZR1Yi4=
            """
        ),
        (
            "a selection of features, scikit-learn",
            """
            gASV1wEAAAAAAACML3NrbGVhcm4uZmVhdHVyZV9zZWxlY3Rpb24uX3VuaXZhcmlhdGVfc2VsZWN0aW9ulIwLU2VsZWN0S0Jlc3SU\
            k5QpgZR9lCiMCnNjb3JlX2Z1bmOUaACMCWZfY2xhc3NpZpSTlIwBa5RLCowObl9mZWF0dXJlc19pbl+USwiMB3Njb3Jlc1+UjBZu\
            dW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFL\
            CIWUaA6MBWR0eXBllJOUjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiiUNAD1B4Tz0wkT/+ullBrVLPP5FN1Hkf\
            NJg/hhsZzAEDJEDvflA/CCXjP9g2YBFqTgNAVa9/dMj4yz8hdIo3vCEZQJR0lGKMCHB2YWx1ZXNflGgNaBBLAIWUaBKHlFKUKEsB\
            SwiFlGgaiUNAm52eljO37D8haPwIGu3jPwjI9kxsG+w/nA/UqaBYZD+2PZ1780/cP0+RL4OPGMA/oBcOdY+K5D/t/48tl8COP5R0\
            lGKMEF9za2xlYXJuX3ZlcnNpb26UjAUxLjkuMZR1Yi4=
            """
        ),
        (
            "phrases, gensim 4.4.0",
            """
            gASVNAMAAAAAAACMFWdlbnNpbS5tb2RlbHMucGhyYXNlc5SMB1BocmFzZXOUk5QpgZR9lCiMD2Nvbm5lY3Rvcl93b3Jkc5QokZSM\
            B3Njb3JpbmeUaACMD29yaWdpbmFsX3Njb3JlcpSTlIwJbWluX2NvdW50lEsBjAl0aHJlc2hvbGSUSwGMDm1heF92b2NhYl9zaXpl\
            lEoAWmICjAV2b2NhYpR9lCiMBWh1bWFulEsKjAlpbnRlcmZhY2WUSwqMD2h1bWFuX2ludGVyZmFjZZRLBYwIY29tcHV0ZXKUSwqM\
            EmludGVyZmFjZV9jb21wdXRlcpRLBYwGc3VydmV5lEsFjAR1c2VylEsKjAtzdXJ2ZXlfdXNlcpRLBYwNdXNlcl9jb21wdXRlcpRL\
            BYwGc3lzdGVtlEsKjA9jb21wdXRlcl9zeXN0ZW2USwWMA2Vwc5RLBYwIZXBzX3VzZXKUSwWMDnVzZXJfaW50ZXJmYWNllEsFjBBp\
            bnRlcmZhY2Vfc3lzdGVtlEsFjAVncmFwaJRLBYwFdHJlZXOUSwWMC2dyYXBoX3RyZWVzlEsFjAt0cmVlc19odW1hbpRLBXWMCm1p\
            bl9yZWR1Y2WUSwGMCWRlbGltaXRlcpSMAV+UjAxwcm9ncmVzc19wZXKUTRAnjBFjb3JwdXNfd29yZF9jb3VudJRLRowQbGlmZWN5\
            Y2xlX2V2ZW50c5RdlH2UKIwDbXNnlIxTYnVpbHQgUGhyYXNlczwxOSB2b2NhYiwgbWluX2NvdW50PTEsIHRocmVzaG9sZD0xLCBt\
            YXhfdm9jYWJfc2l6ZT00MDAwMDAwMD4gaW4gMC4wMHOUjAhkYXRldGltZZSMGjIwMjYtMTEtMjRUMjA6NDg6MzYuODMxOTE4lIwG\
            Z2Vuc2ltlIwFNC40LjCUjAZweXRob26UjDEzLjExLjcgKG1haW4sIE1heSAgOSAyMDI2LCAwNzozNToyNSkgW0dDQyAxMi4yLjBd\
            lIwIcGxhdGZvcm2UjCtMaW51eC02LjE4LjQ0LWZjLXY2NTcteDg2XzY0LXdpdGgtZ2xpYmMyLjM2lIwFZXZlbnSUjAdjcmVhdGVk\
            lHVhdWIu
            """
        ),
        (
            "weights of words, gensim",
            """
            gASVawMAAAAAAACMGGdlbnNpbS5tb2RlbHMudGZpZGZtb2RlbJSMClRmaWRmTW9kZWyUk5QpgZR9lCiMB2lkMndvcmSUTowGd2xv\
            Y2FslIwMZ2Vuc2ltLnV0aWxzlIwIaWRlbnRpdHmUk5SMB3dnbG9iYWyUaACMBmRmMmlkZpSTlIwJbm9ybWFsaXpllIiMCG51bV9k\
            b2NzlEsUjAdudW1fbm56lEtGjARpZGZzlH2UKEsAjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwGc2NhbGFylJOUjAVudW1weZSM\
            BWR0eXBllJOUjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQwgAAAAAAADwP5SGlFKUSwFoFGgaQwgAAAAAAADw\
            P5SGlFKUSwJoFGgaQwgAAAAAAADwP5SGlFKUSwNoFGgaQwgAAAAAAAAAQJSGlFKUSwRoFGgaQwgAAAAAAADwP5SGlFKUSwVoFGga\
            QwgAAAAAAADwP5SGlFKUSwZoFGgaQwgAAAAAAAAAQJSGlFKUSwdoFGgaQwgAAAAAAAAAQJSGlFKUSwhoFGgaQwgAAAAAAAAAQJSG\
            lFKUdYwIc21hcnRpcnOUTowFc2xvcGWURz/QAAAAAAAAjAVwaXZvdJROjANlcHOURz1xl5mBLeoRjANjZnOUTowDZGZzlH2UKEsA\
            SwpLAUsKSwJLCksDSwVLBEsKSwVLCksGSwVLB0sFSwhLBXWMDHRlcm1fbGVuZ3Roc5ROjBBsaWZlY3ljbGVfZXZlbnRzlF2UfZQo\
            jANtc2eUjExjYWxjdWxhdGVkIElERiB3ZWlnaHRzIGZvciAyMCBkb2N1bWVudHMgYW5kIDkgZmVhdHVyZXMgKDcwIG1hdHJpeCBu\
            b24temVyb3MplIwIZGF0ZXRpbWWUjBoyMDI2LTExLTI0VDIwOjQ4OjM2LjI3Mjg0MpSMBmdlbnNpbZSMBTQuNC4wlIwGcHl0aG9u\
            lIwxMy4xMS43IChtYWluLCBNYXkgIDkgMjAyNiwgMDc6MzU6MjUpIFtHQ0MgMTIuMi4wXZSMCHBsYXRmb3JtlIwrTGludXgtNi4x\
            OC40NC1mYy12NjU3LXg4Nl82NC13aXRoLWdsaWJjMi4zNpSMBWV2ZW50lIwKaW5pdGlhbGl6ZZR1YXViLg==
            """
        ),
        (
            "an estimator, xgboost 3.2.0",
            """
            gASV5QIAAAAAAACMD3hnYm9vc3Quc2tsZWFybpSMDVhHQkNsYXNzaWZpZXKUk5QpgZR9lCiMDG5fZXN0aW1hdG9yc5ROjAlvYmpl\
            Y3RpdmWUjA9iaW5hcnk6bG9naXN0aWOUjAltYXhfZGVwdGiUTowKbWF4X2xlYXZlc5ROjAdtYXhfYmlulE6MC2dyb3dfcG9saWN5\
            lE6MDWxlYXJuaW5nX3JhdGWUTowJdmVyYm9zaXR5lE6MB2Jvb3N0ZXKUTowLdHJlZV9tZXRob2SUTowFZ2FtbWGUTowQbWluX2No\
            aWxkX3dlaWdodJROjA5tYXhfZGVsdGFfc3RlcJROjAlzdWJzYW1wbGWUTowPc2FtcGxpbmdfbWV0aG9klE6MEGNvbHNhbXBsZV9i\
            eXRyZWWUTowRY29sc2FtcGxlX2J5bGV2ZWyUTowQY29sc2FtcGxlX2J5bm9kZZROjAlyZWdfYWxwaGGUTowKcmVnX2xhbWJkYZRO\
            jBBzY2FsZV9wb3Nfd2VpZ2h0lE6MCmJhc2Vfc2NvcmWUTowHbWlzc2luZ5RHf/gAAAAAAACMEW51bV9wYXJhbGxlbF90cmVllE6M\
            DHJhbmRvbV9zdGF0ZZROjAZuX2pvYnOUTowUbW9ub3RvbmVfY29uc3RyYWludHOUTowXaW50ZXJhY3Rpb25fY29uc3RyYWludHOU\
            TowPaW1wb3J0YW5jZV90eXBllE6MBmRldmljZZROjBN2YWxpZGF0ZV9wYXJhbWV0ZXJzlE6MEmVuYWJsZV9jYXRlZ29yaWNhbJSJ\
            jA1mZWF0dXJlX3R5cGVzlE6MD2ZlYXR1cmVfd2VpZ2h0c5ROjBFtYXhfY2F0X3RvX29uZWhvdJROjBFtYXhfY2F0X3RocmVzaG9s\
            ZJROjA5tdWx0aV9zdHJhdGVneZROjAtldmFsX21ldHJpY5ROjBVlYXJseV9zdG9wcGluZ19yb3VuZHOUTowJY2FsbGJhY2tzlE51\
            Yi4=
            """
        ),
        (
            "an estimator, lightgbm 4.7.0",
            """
            gASVngIAAAAAAACMEGxpZ2h0Z2JtLnNrbGVhcm6UjA5MR0JNQ2xhc3NpZmllcpSTlCmBlH2UKIwNYm9vc3RpbmdfdHlwZZSMBGdi\
            ZHSUjAlvYmplY3RpdmWUTowKbnVtX2xlYXZlc5RLH4wJbWF4X2RlcHRolEr/////jA1sZWFybmluZ19yYXRllEc/uZmZmZmZmowM\
            bl9lc3RpbWF0b3JzlEtkjBFzdWJzYW1wbGVfZm9yX2JpbpRKQA0DAIwObWluX3NwbGl0X2dhaW6URwAAAAAAAAAAjBBtaW5fY2hp\
            bGRfd2VpZ2h0lEc/UGJN0vGp/IwRbWluX2NoaWxkX3NhbXBsZXOUSxSMCXN1YnNhbXBsZZRHP/AAAAAAAACMDnN1YnNhbXBsZV9m\
            cmVxlEsAjBBjb2xzYW1wbGVfYnl0cmVllEc/8AAAAAAAAIwJcmVnX2FscGhhlEcAAAAAAAAAAIwKcmVnX2xhbWJkYZRHAAAAAAAA\
            AACMDHJhbmRvbV9zdGF0ZZROjAZuX2pvYnOUTowPaW1wb3J0YW5jZV90eXBllIwFc3BsaXSUjAhfQm9vc3RlcpROjA1fZXZhbHNf\
            cmVzdWx0lH2UjAtfYmVzdF9zY29yZZR9lIwPX2Jlc3RfaXRlcmF0aW9ulEr/////jA1fb3RoZXJfcGFyYW1zlH2UjApfb2JqZWN0\
            aXZllE6MDGNsYXNzX3dlaWdodJROjA1fY2xhc3Nfd2VpZ2h0lE6MCl9jbGFzc19tYXCUTowaX2ZpdHRlZF93aXRoX2ZlYXR1cmVf\
            bmFtZXOUiYwLX25fZmVhdHVyZXOUSv////+MDl9uX2ZlYXR1cmVzX2lulEr/////jAhfY2xhc3Nlc5ROjApfbl9jbGFzc2VzlEr/\
            ////dWIu
            """
        ),
    ]
}
