package io.sluice.filters.compression;

import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;
import java.util.List;

/**
 * Options of {@code compression}.
 *
 * @param algorithms content codings, the preferred one first
 * @param types media types: {@code text/html}, {@code text/*}, {@code *+json} or {@code *}
 * @param minSize responses known to be shorter stay as they are
 * @param level of effort; 0 for each algorithm's own default
 */
public record CompressionConfig(
    @Option(
            value = "Content codings on offer, the preferred one first.",
            orElse = "[gzip]",
            min = 1)
        List<Algorithm> algorithms,
    @Option(
            value = "Media types to compress, such as text/html, text/*, *+json or *.",
            orElse =
                "[text/*, \"*+json\", \"*+xml\", application/json, application/x-ndjson,"
                    + " application/xml, application/javascript, application/wasm,"
                    + " application/vnd.ms-fontobject, font/otf, font/ttf]",
            min = 1)
        List<String> types,
    @Option(value = "Responses known to be shorter stay as they are.", orElse = "1KiB")
        ByteSize minSize,
    @Option(
            value = "Effort: gzip 1 to 9, br 1 to 6, zstd 1 to 9; 0 = gzip 6, br 4, zstd 3.",
            orElse = "0",
            min = 0,
            max = 9)
        int level) {}
