"""Codes articles in Parquet on Spark.

    spark-submit examples/spark_job.py articles.parquet events.parquet
"""

import json
import sys

from pyspark.sql import SparkSession

import dateline
import dateline.spark


def main(source: str, target: str) -> None:
    spark = SparkSession.builder.appName("dateline").getOrCreate()
    # Smaller batches than Spark's 10,000 rows: articles are long.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    articles = spark.read.parquet(source)
    packs = dateline.Packs()
    events = dateline.spark.code(articles, packs, id="id", text="text", date="date")
    events.write.parquet(target)
    # Counts of what was written; the file is what `dateline cite` reads.
    record = dateline.spark.run_record(packs, spark.read.parquet(target), articles, id="id")
    with open("events.run.json", "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
