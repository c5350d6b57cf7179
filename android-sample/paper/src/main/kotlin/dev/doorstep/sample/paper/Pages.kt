package dev.doorstep.sample.paper

import org.apache.pdfbox.Loader
import org.apache.pdfbox.rendering.ImageType
import org.apache.pdfbox.rendering.PDFRenderer
import java.io.File
import javax.imageio.ImageIO

private const val DOTS_PER_INCH = 110f

/** Draws each page of a PDF into a picture of its own in a directory, in their order. */
fun drawPages(pdf: File, into: File): List<File> = Loader.loadPDF(pdf).use { document ->
    val renderer = PDFRenderer(document)
    (0 until document.numberOfPages).map { page ->
        into.resolve("page-${page + 1}.png").also {
            ImageIO.write(renderer.renderImageWithDPI(page, DOTS_PER_INCH, ImageType.RGB), "png", it)
        }
    }
}
