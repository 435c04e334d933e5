package belay.proof;

import java.util.List;

/// What a table held at one moment, in the columns that were read.
///
/// @param checksum over all rows, whatever their order
public record Fingerprint(TableName table, List<String> columns, long rows, String checksum) {

    public Fingerprint {
        columns = List.copyOf(columns);
    }
}
