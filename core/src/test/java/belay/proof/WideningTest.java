package belay.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smallint                       | integer",
                "integer                        | bigint",
                "smallint                       | numeric(5,0)",
                "bigint                         | numeric(21,2)",
                "bigint                         | numeric",
                "numeric(12,2)                  | numeric(14,2)",
                "numeric(12,2)                  | numeric(14,4)",
                "numeric(12,2)                  | numeric",
                "numeric(3,-2)                  | numeric(5,0)",
                "real                           | double precision",
                "character varying(20)          | character varying(21)",
                "character varying(20)          | character varying",
                "character varying(20)          | text",
                "character varying              | text",
                "character(5)                   | character(6)",
                "character(5)                   | character varying(5)",
                "timestamp(3) without time zone | timestamp without time zone",
                "timestamp(0) with time zone    | timestamp(3) with time zone",
                "time(3) without time zone      | time without time zone",
                "integer[]                      | bigint[]",
                "character varying(20)[]        | text[]",
            })
    void aWiderTypeHoldsEveryValueAndTheOtherWayRoundItDoesNotUnlessBothDo(
            String narrow, String wide) {
        assertThat(Widening.holds(wide, narrow)).isTrue();
        assertThat(Widening.holds(narrow, wide))
                .isEqualTo(narrow.equals("character varying") && wide.equals("text"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer                     | numeric(9,0)",
                "integer                     | numeric(11,2)",
                "numeric(12,2)               | numeric(14,1)",
                "numeric(12,2)               | numeric(12,4)",
                "numeric(5,0)                | bigint",
                "bigint                      | double precision",
                "text                        | character varying(9)",
                "character varying(5)        | character(5)",
                "timestamp without time zone | timestamp with time zone",
                "date                        | timestamp without time zone",
                "integer                     | bigint[]",
                "json                        | jsonb",
                "mood                        | text",
                "public.\"Odd; type\"        | text",
            })
    void whatRoundsCutsOrMayFailIsNotWider(String was, String is) {
        assertThat(Widening.holds(is, was)).isFalse();
    }
}
