using System.Globalization;
using System.Text;
using System.Xml;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/wmts</c>: the capabilities of a WMTS 1.0.0 (OGC 07-057r7) whose tiles are those of <c>/maps/NAME/Z/X/Y</c>. Unlike TileJSON it
/// tells where the tiles of any map on Earth lie. Asked as of a time, it has the maps that can be shown as they were then.
/// </summary>
internal sealed class MapCapabilities(ViewedMaps maps)
{
    private const string Wmts = "http://www.opengis.net/wmts/1.0";
    private const string Ows = "http://www.opengis.net/ows/1.1";
    private const string XLink = "http://www.w3.org/1999/xlink";

    // What a pixel is wide on the screen of the standard, in metres, and a degree on its Earth.
    private const double PixelWidth = 0.28e-3;
    private const double EarthRadius = 6_378_137;
    private const double DegreeLength = Math.PI / 180 * EarthRadius;

    public async Task AnswerAsync(HttpContext http)
    {
        string request = http.Request.Query["request"].ToString();
        if (request.Length > 0 && !request.Equals("GetCapabilities", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException(
                $"this WMTS answers GetCapabilities, not '{request}'; tiles are at the addresses that the capabilities have (REST)");
        }

        long? at = ViewTime.Of(http);
        var layers = new List<MapLayer[]>();
        foreach (IMapSource map in maps.List(http).Where(map => at is null || at >= map.Past?.Since))
        {
            var levels = new List<MapLayer>();
            foreach (IMapSource level in ViewedMaps.LevelsOf(map))
            {
                levels.AddRange(await MapLayer.OfAsync(level, http.RequestAborted) is { } layer ? [layer] : []);
            }

            if (levels.Count > 0)
            {
                layers.Add([.. levels]);
            }
        }

        var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) }))
        {
            Write(xml, layers, ViewAnswer.BaseOf(http.Request), ViewTime.QueryOf(at));
        }

        await ViewAnswer.SendAsync(http, "application/xml", buffer.ToArray());
    }

    // Each layer with its zoom levels, lowest first.
    private static void Write(XmlWriter xml, List<MapLayer[]> layers, string address, string query)
    {
        xml.WriteStartElement("Capabilities", Wmts);
        xml.WriteAttributeString("xmlns", "ows", null, Ows);
        xml.WriteAttributeString("xmlns", "xlink", null, XLink);
        xml.WriteAttributeString("version", "1.0.0");
        xml.WriteStartElement("ServiceIdentification", Ows);
        xml.WriteElementString("Title", Ows, "Satellite maps");
        xml.WriteElementString("ServiceType", Ows, "OGC WMTS");
        xml.WriteElementString("ServiceTypeVersion", Ows, "1.0.0");
        xml.WriteEndElement();
        xml.WriteStartElement("Contents", Wmts);
        layers.ForEach(levels => WriteLayer(xml, levels[^1], address, query));
        layers.ForEach(levels => WriteMatrices(xml, levels));
        xml.WriteEndElement();
        xml.WriteStartElement("ServiceMetadataURL", Wmts);
        xml.WriteAttributeString("href", XLink, $"{address}/wmts{query}");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteLayer(XmlWriter xml, MapLayer layer, string address, string query)
    {
        MapDetails details = layer.Map.Details;
        GeoBounds bounds = details.Bounds ?? layer.Place.Bounds;
        xml.WriteStartElement("Layer", Wmts);
        xml.WriteElementString("Title", Ows, details.Title.Length > 0 ? details.Title : layer.Map.Name);
        if (details.Description.Length > 0)
        {
            xml.WriteElementString("Abstract", Ows, details.Description);
        }

        xml.WriteStartElement("WGS84BoundingBox", Ows);
        xml.WriteElementString("LowerCorner", Ows, Pair(bounds.West, bounds.South));
        xml.WriteElementString("UpperCorner", Ows, Pair(bounds.East, bounds.North));
        xml.WriteEndElement();
        xml.WriteElementString("Identifier", Ows, layer.Map.Name);
        xml.WriteStartElement("Style", Wmts);
        xml.WriteAttributeString("isDefault", "true");
        xml.WriteElementString("Identifier", Ows, "default");
        xml.WriteEndElement();
        xml.WriteElementString("Format", Wmts, layer.MediaType);
        xml.WriteStartElement("TileMatrixSetLink", Wmts);
        xml.WriteElementString("TileMatrixSet", Wmts, layer.Map.Name);
        xml.WriteEndElement();
        xml.WriteStartElement("ResourceURL", Wmts);
        xml.WriteAttributeString("format", layer.MediaType);
        xml.WriteAttributeString("resourceType", "tile");
        xml.WriteAttributeString(
            "template", $"{address}/maps/{Uri.EscapeDataString(layer.Map.Name)}/{{TileMatrix}}/{{TileCol}}/{{TileRow}}{query}");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteMatrices(XmlWriter xml, MapLayer[] levels)
    {
        xml.WriteStartElement("TileMatrixSet", Wmts);
        xml.WriteElementString("Identifier", Ows, levels[0].Map.Name);

        // CRS84 is EPSG:4326 with longitudes first, which no program mistakes.
        xml.WriteElementString(
            "SupportedCRS", Ows, levels[0].IsGeodetic ? "urn:ogc:def:crs:OGC:1.3:CRS84" : "urn:ogc:def:crs:EPSG::3857");
        Array.ForEach(levels, level => WriteMatrix(xml, level));
        xml.WriteEndElement();
    }

    private static void WriteMatrix(XmlWriter xml, MapLayer layer)
    {
        xml.WriteStartElement("TileMatrix", Wmts);
        xml.WriteElementString("Identifier", Ows, Number(MapTiles.ZoomOf(layer.Map)));
        xml.WriteElementString("ScaleDenominator", Wmts, Number(layer.Pixel * (layer.IsGeodetic ? DegreeLength : 1) / PixelWidth));
        xml.WriteElementString("TopLeftCorner", Wmts, Pair(layer.Edges.West, layer.Edges.North));
        xml.WriteElementString("TileWidth", Wmts, Number(layer.TileWidth));
        xml.WriteElementString("TileHeight", Wmts, Number(layer.TileHeight));
        xml.WriteElementString("MatrixWidth", Wmts, Number(layer.Map.Grid.Width));
        xml.WriteElementString("MatrixHeight", Wmts, Number(layer.Map.Grid.Height));
        xml.WriteEndElement();
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Pair(double first, double second) => $"{Number(first)} {Number(second)}";

    /// <summary>A map that WMTS can describe.</summary>
    private sealed record MapLayer(IMapSource Map, GeoGrid Place, string MediaType, int TileWidth, int TileHeight)
    {
        // Relative to a pixel's width.
        private const double Tolerance = 1e-3;

        public bool IsGeodetic => Place.Projection == Projection.Geodetic;

        /// <summary>The edges in the units of the projection, degrees or metres.</summary>
        public (double West, double South, double East, double North) Edges => Place.InUnits(Place.Bounds);

        /// <summary>The width of a pixel.</summary>
        public double Pixel => (Edges.East - Edges.West) / Place.Grid.Width / TileWidth;

        // The standard has one size for both sides of a pixel.
        private bool IsSquare => Math.Abs(((Edges.North - Edges.South) / Place.Grid.Height / TileHeight / Pixel) - 1) < Tolerance;

        /// <summary>
        /// Null if the map is of no known place, has no image whose size can be told, or has pixels that are not square.
        /// </summary>
        public static async Task<MapLayer?> OfAsync(IMapSource map, CancellationToken cancellationToken)
        {
            if (map.Details.Geography is not { } place || !map.ContentType.StartsWith("image/", StringComparison.Ordinal))
            {
                return null;
            }

            await using IAreaReader reader = map.OpenArea(map.Grid.Whole);
            return await reader.WaitToReadAsync(cancellationToken)
                && reader.TryRead(out CellImage image)
                && ImageSize.Of(image.Bytes.Span) is (var width and > 0, var height and > 0)
                && new MapLayer(map, place, MapTiles.MediaTypeOf(map, image.Bytes.Span), width, height) is { IsSquare: true } layer
                ? layer
                : null;
        }
    }
}
