# attribute.R PATHS.csv: the same as attribute.py, in R.
table <- read.csv(commandArgs(TRUE)[1])
table <- table[table$conversions > 0, ]
touches <- strsplit(table$path, " > ", fixed = TRUE)
n <- lengths(touches)
path <- rep(seq_along(n), n)
at <- sequence(n)
size <- n[path]
converted <- table$conversions[path]
position <- ifelse(size < 3, 1 / size, ifelse(at == 1 | at == size, 0.4, 0.2 / (size - 2)))
shares <- cbind(at == 1, at == size, 1 / size, position) * converted
credit <- rowsum(shares, unlist(touches))
cat(sprintf("%s,%.6f,%.6f,%.6f,%.6f\n", rownames(credit), credit[, 1], credit[, 2],
            credit[, 3], credit[, 4]), sep = "")
